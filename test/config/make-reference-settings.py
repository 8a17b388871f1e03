"""Records the variables that the Prefect server reads for its background services and what they wait for, and their defaults.

Run with the reference's Python: .prefect/bin/python test/config/make-reference-settings.py
"""

import json
from datetime import timedelta
from pathlib import Path

from pydantic import AliasChoices, BaseModel
from prefect.settings.models.server.root import ServerSettings

GROUPS = [
    "services.cancellation_cleanup",
    "services.cleanup_reconciler",
    "services.db_vacuum",
    "services.event_persister",
    "services.foreman",
    "services.late_runs",
    "services.pause_expirations",
    "services.repossessor",
    "services.scheduler",
    "services.task_run_recorder",
    "services.triggers",
    "events",
    "concurrency",
    "deployments",
    "tasks",
    "tasks.scheduling",
    "ui",
    "worker_channel",
]


def names(model, field_name, field):
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return [choice.upper() for choice in alias.choices if isinstance(choice, str) and choice != field_name]
    return [(model.model_config["env_prefix"] + field_name).upper()]


def plain(value):
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value.total_seconds() if isinstance(value, timedelta) else value


recorded = []
for group in GROUPS:
    model = ServerSettings
    for step in group.split("."):
        model = model.model_fields[step].annotation
    for field_name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            continue
        recorded.append(
            {
                "setting": f"{group}.{field_name}",
                "names": names(model, field_name, field),
                "default": plain(default),
            }
        )

path = Path(__file__).parent / "reference-settings.json"
path.write_text(json.dumps(recorded, indent=1) + "\n")
