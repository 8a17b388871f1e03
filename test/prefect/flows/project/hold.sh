# A job that never comes to its flow: it notes its process and its run, and waits to be ended.
echo "$$ $PREFECT__FLOW_RUN_ID" >> "$(dirname "$0")/held"
exec sleep 200
