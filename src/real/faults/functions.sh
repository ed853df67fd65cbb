# Runs one of Kafka's own tools.
kafka() {
  local tool=$1
  shift
  docker compose exec -T admin "/opt/kafka/bin/$tool" --bootstrap-server "$BOOTSTRAP" "$@"
}


# The container of a service.
container_of() {
  docker compose ps --all --quiet -- "$1"
}


# Starts processes that are not running.
start_node() {
  docker compose up --detach --no-deps --no-recreate -- "$@"
  slow_network "$@"
}


# Ends a process in order: a broker hands its leaderships over, a client closes.
close_node() {
  docker compose stop --timeout 120 -- "$@"
}


# kill -9: the process is gone, what it wrote stays.
crash_node() {
  docker compose kill --signal SIGKILL -- "$@"
}


# Kills a process if it runs, and starts it again.
restart_node() {
  docker compose kill --signal SIGKILL -- "$@" || true
  start_node "$@"
}


# Holds a process; its connections stay up.
pause_node() {
  docker compose pause -- "$@"
}


# Lets it go on.
resume_node() {
  docker compose unpause -- "$@"
}


# Empties the disk of a broker that is down.
wipe_node() {
  local node
  for node in "$@"; do
    docker run --rm --user root --volumes-from "$(container_of "$node")" --entrypoint sh "$IMAGE" -c 'rm -rf /var/lib/kafka/data/*'
  done
}


# Empties the disk of a client that is down: the files in which it keeps what it has handled.
wipe_client() {
  rm -f -- "$1.jsonl" "$1.tsv"
}


# Tells the application of a client to do something.
tell() {
  docker compose exec -T -- "$1" sh -c "echo $2 > /tmp/commands"
}


# The leader of a partition.
leader_of() {
  kafka kafka-topics.sh --describe --topic "$1" |
    awk -v partition="$2" '{ for (i = 1; i < NF; i++) { if ($i == "Partition:") p = $(i + 1); if ($i == "Leader:") l = $(i + 1) } if (p == partition) { print "broker-" l; exit } }'
}


# A follower of a partition: the first replica that is in sync and does not lead, or else the first that does not lead.
follower_of() {
  kafka kafka-topics.sh --describe --topic "$1" |
    awk -v partition="$2" '{ for (i = 1; i < NF; i++) { if ($i == "Partition:") p = $(i + 1); if ($i == "Leader:") l = $(i + 1); if ($i == "Replicas:") r = $(i + 1); if ($i == "Isr:") s = $(i + 1) }
      if (p == partition) { n = split(r, all, ","); for (k = n; k >= 1; k--) if (all[k] != l) { any = all[k]; if (index("," s ",", "," all[k] ",")) insync = all[k] } print "broker-" (insync ? insync : any); exit } }'
}


# The coordinator of a group.
coordinator_of() {
  kafka kafka-consumer-groups.sh --describe --state --group "$1" | sed -nE 's/.*\(([0-9]+)\).*/broker-\1/p' | head -n 1
}


# The coordinator of the transactions under a transactional.id.
transaction_coordinator_of() {
  kafka kafka-transactions.sh describe --transactional-id "$1" | awk 'NR == 2 { print "broker-" $1 }'
}


# All services but these.
everyone_but() {
  grep -vxFf <(printf '%s\n' "$@") <(docker compose ps --services)
}


# The address of a service in the network.
address_of() {
  docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(container_of "$1")"
}


# Runs a command in the network of a service, from a container beside it.
beside() {
  local service=$1
  shift
  docker run --rm --network "container:$(container_of "$service")" --cap-add NET_ADMIN nicolaka/netshoot "$@"
}


# Cuts the way between two services. Packets are thrown away in silence, so connections stay and go on once it is healed;
# `docker network disconnect` would take the address away, and with it every connection.
cut_way() {
  local from=$1 to=$2 address
  heal_way "$from" "$to"
  address=$(address_of "$to")
  beside "$from" sh -c "iptables -A INPUT -s $address -j DROP; iptables -A OUTPUT -d $address -j DROP"
  address=$(address_of "$from")
  beside "$to" sh -c "iptables -A INPUT -s $address -j DROP; iptables -A OUTPUT -d $address -j DROP"
}


# The way is no longer cut.
heal_way() {
  local from=$1 to=$2 address
  address=$(address_of "$to")
  beside "$from" sh -c "iptables -D INPUT -s $address -j DROP; iptables -D OUTPUT -d $address -j DROP" 2> /dev/null || true
  address=$(address_of "$from")
  beside "$to" sh -c "iptables -D INPUT -s $address -j DROP; iptables -D OUTPUT -d $address -j DROP" 2> /dev/null || true
}


# What a service sends another one takes so many ms, by so many ms more or less.
delay_way() {
  local from=$1 to=$2 delay=$3 jitter=$4 address number
  address=$(address_of "$to")
  number=${address##*.}
  beside "$from" sh -c "
    tc qdisc add dev eth0 root handle 1: htb default ffff
    tc class replace dev eth0 parent 1: classid 1:$number htb rate 10gbit
    tc qdisc replace dev eth0 parent 1:$number netem delay ${delay}ms ${jitter}ms
    tc filter del dev eth0 parent 1: protocol ip prio $number
    tc filter add dev eth0 parent 1: protocol ip prio $number u32 match ip dst $address/32 flowid 1:$number" 2> /dev/null
}


# Of what a service sends another one, a part is lost by chance, and each time the connection with it. What is counted are
# packets that end a message.
flaky_way() {
  local from=$1 to=$2 probability=$3 address
  steady_way "$from" "$to"
  address=$(address_of "$to")
  beside "$from" iptables -A OUTPUT -d "$address" -p tcp --tcp-flags PSH PSH -m statistic --mode random --probability "$probability" -j REJECT --reject-with tcp-reset
}


# Nothing is lost by chance any more.
steady_way() {
  local from=$1 to=$2 address
  address=$(address_of "$to")
  beside "$from" sh -c "iptables -S OUTPUT | grep -F -- '-d $address/32 ' | grep -F statistic | sed 's/^-A/-D/' | while read -r rule; do eval iptables \$rule; done"
}


# Records before an offset are deleted, as a file in JSON says which.
delete_records() {
  docker compose exec -T admin sh -c 'cat > /tmp/records.json' <<< "$1"
  kafka kafka-delete-records.sh --offset-json-file /tmp/records.json
}
