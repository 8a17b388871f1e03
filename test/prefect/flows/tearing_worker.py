"""A process worker that, unlike the stock one, can take down what another worker has started.

Usage: tearing_worker.py POOL NAME
"""

import asyncio
import os
import signal
import sys

from prefect.exceptions import InfrastructureNotFound
from prefect.workers.process import ProcessJobConfiguration, ProcessWorker


class TearingWorker(ProcessWorker):
    type = "process"

    async def kill_infrastructure(
        self, infrastructure_pid: str, configuration: ProcessJobConfiguration, grace_seconds: int = 30
    ) -> None:
        try:
            os.killpg(os.getpgid(int(infrastructure_pid)), signal.SIGKILL)
        except ProcessLookupError:
            raise InfrastructureNotFound(infrastructure_pid) from None
        finally:
            print(f"took down {infrastructure_pid}", flush=True)


asyncio.run(TearingWorker(work_pool_name=sys.argv[1], name=sys.argv[2]).start())
