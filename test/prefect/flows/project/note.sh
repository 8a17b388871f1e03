# A job that needs no Python: it notes which run it was started for.
echo "$PREFECT__FLOW_RUN_ID" >> "$(dirname "$0")/notes"
