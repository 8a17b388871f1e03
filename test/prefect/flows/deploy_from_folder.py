"""Deploys a flow from a local folder to a work pool.

Usage: deploy_from_folder.py FOLDER POOL
"""

import sys

from report import say

from prefect import flow

folder, pool = sys.argv[1:]
deployment_id = flow.from_source(source=folder, entrypoint="harbour.py:load").deploy(
    f"from folder to {pool}", work_pool_name=pool, parameters={"ship": "Maud"}, print_next_steps=False
)
say(deployment_id=deployment_id)
