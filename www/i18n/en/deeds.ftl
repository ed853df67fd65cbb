# What was done
did-start = { $node } started
did-close = { $node } closed
did-call = { $node } called { $call }()
did-fail = { $node } is to crash after { $step }
did-throw = { $node } is to throw after { $step }
do-fail = Let { $node } crash after { $step }.
do-throw = Let { $node } throw after { $step }.
do-call = Let { $node } call { $call }().
step-fetch = poll() has returned
step-process = a record is processed
step-write = a result is written
step-send-offsets = sendOffsetsToTransaction() has returned
step-commit = a commit has returned
did-flush = { $node } flushed
did-crash = { $node } crashed
did-power-cut = power cut at { $node }
did-restart = { $node } restarted
did-pause = { $node } paused
did-resume = { $node } resumed
did-wipe = disk of { $node } wiped
did-disk-full = disk of { $node } full
did-disk-freed = room again on the disk of { $node }
did-slow-disk = { $times ->
    [1] disk of { $node } as fast as it should be
   *[other] disk of { $node } { $times } times as slow
}
did-partition = { $from } and { $to } cut off
did-partition-one-way = { $from } cut off from { $to }
did-slow = { $ms ->
    [0] { $from } and { $to } as near as before
   *[other] { $from } and { $to } { $ms } ms further apart
}
did-slow-one-way = { $ms ->
    [0] { $from } as near to { $to } as before
   *[other] { $from } { $ms } ms further from { $to }
}
did-repair = { $from } and { $to } connected
did-heal = { $from } and { $to } reach each other again
did-heal-one-way = { $from } reaches { $to } again
did-hold = messages between { $from } and { $to } held
did-hold-one-way = messages from { $from } to { $to } held
did-release = messages between { $from } and { $to } released
did-release-one-way = messages from { $from } to { $to } released
did-let-go = { $messages ->
    [one] one message between { $from } and { $to } let go
   *[other] { $messages } messages between { $from } and { $to } let go
}
did-flaky = { $lost ->
    [0] no message lost between { $from } and { $to } any more
   *[other] { $lost } of { $of } messages lost between { $from } and { $to }
}
did-flaky-one-way = { $lost ->
    [0] no message lost from { $from } to { $to } any more
   *[other] { $lost } of { $of } messages lost from { $from } to { $to }
}
did-delay = message delayed by { $extra }
did-drop = message dropped
did-drop-next = next { $what } from { $from } to { $to } dropped
message-any = message
message-request = request
message-response = response
message-of = { $api } message
message-request-of = { $api } request
message-response-of = { $api } response
did-passing = { $about }, for { $length }
did-nothing = nothing done
did-skew-clock = clock of { $node } off by { $ms } ms
did-send = { $node } sends { $value }
did-create-topic = asked to create topic { $topic }
did-delete-topic = asked to delete topic { $topic }
did-add-partitions = asked for { $partitions } partitions of { $topic }
did-alter-config = asked to set { $whose }: { $changes }
did-delete-records = asked to delete { $records } in { $partition }
did-reset-offsets = asked to set the offsets of { $group } in { $place } to { $to }
did-elect-leaders = asked to elect the preferred leaders of { $place }
did-elect-unclean = asked to elect leaders for { $place }, in sync or not
config-of = configs of { $name }
config-of-all = configs of all brokers
records-before = records before offset { $offset }
records-all = all records
leaders-of = { $name }
leaders-of-all = all partitions
did-ask = { $node } asks { $api }
did-consumer-command = { $node } was told to seek, pause, resume or commit

do-start = Start { $node }.
do-close = Close { $node }.
do-crash = Crash { $node }.
do-power-cut = Cut the power of { $node }.
do-restart = Restart { $node }.
do-pause = Pause { $node }.
do-resume = Resume { $node }.
do-wipe = Wipe the disk of { $node }.
do-disk-full = Fill the disk of { $node }.
do-disk-freed = Make room on the disk of { $node }.
do-slow-disk = { $times ->
    [1] Let the disk of { $node } be as fast as it should be.
   *[other] Make the disk of { $node } { $times } times as slow.
}
do-partition = Cut the connection between { $from } and { $to }.
do-partition-one-way = Cut the connection from { $from } to { $to }.
do-slow = { $ms ->
    [0] Let { $from } and { $to } be as near as before.
   *[other] Move { $from } and { $to } { $ms } ms further apart.
}
do-slow-one-way = { $ms ->
    [0] Let { $from } be as near to { $to } as before.
   *[other] Move { $from } { $ms } ms further from { $to }.
}
do-repair = Repair the connection between { $from } and { $to }.
do-heal = Let { $from } and { $to } reach each other again.
do-heal-one-way = Let { $from } reach { $to } again.
do-hold = Hold the messages between { $from } and { $to }.
do-hold-one-way = Hold the messages from { $from } to { $to }.
do-release = Let go the messages between { $from } and { $to }.
do-release-one-way = Let go the messages from { $from } to { $to }.
do-let-go = { $messages ->
    [one] Let go one message between { $from } and { $to }.
   *[other] Let go { $messages } messages between { $from } and { $to }.
}
do-flaky = { $lost ->
    [0] Lose no message between { $from } and { $to } any more.
   *[other] Lose { $lost } of { $of } messages between { $from } and { $to }.
}
do-flaky-one-way = { $lost ->
    [0] Lose no message from { $from } to { $to } any more.
   *[other] Lose { $lost } of { $of } messages from { $from } to { $to }.
}
do-delay = Delay a message by { $extra }.
do-drop = Drop a message.
do-drop-next = Lose the next { $what } from { $from } to { $to }.
do-passing = { $about } For { $length }.
do-skew-clock = Set the clock of { $node } wrong by { $ms } ms.
do-create-topic = Create the topic { $topic }.
do-create-topic-of = { $partitions ->
    [one] Create the topic { $topic } with one partition.
   *[other] Create the topic { $topic } with { $partitions } partitions.
}
do-delete-topic = Delete the topic { $topic }.
do-add-partitions = Let { $topic } grow to { $partitions } partitions.
do-alter-config = Set { $whose }: { $changes }.
do-delete-records = Delete { $records } in { $partition }.
do-reset-offsets = Set the offsets of { $group } in { $place } to { $to }.
do-elect-leaders = Elect the preferred leaders of { $place }.
do-elect-unclean = Elect leaders for { $place }, in sync or not.
do-send = Send { $value } to { $topic } with { $node }.
do-send-keyed = Send { $value } to { $topic } with { $node }. Its key is { $key }.

role-leader = the leader of { $partition }
role-follower = a follower of { $partition }
role-transaction-coordinator = the transaction coordinator of { $id }
role-coordinator = the coordinator of { $group }
group-rack = rack { $rack }
group-zone = zone { $zone }
group-everyone-else = everyone else

branch-first = the first run

mark-refused = the script could not act
mark-done = { $asked }: done
mark-answered = { $asked }: { $codes }
mark-told = { $asked }: { $status } { $body }
mark-unreachable = { $asked }: the schema registry does not answer
mark-unserializable = { $node } could not serialize a record: { $reason }
mark-undeserializable = { $node } cannot read { $partition } at offset { $offset }: { $reason }
mark-skipped = { $node } skips { $partition } at offset { $offset }
mark-dead-lettered = { $node } has put { $partition } at offset { $offset } into { $topic }
mark-started = { $node } up
mark-exited = { $node } ended

note-elected = { $leader } leads { $partition }, epoch { $epoch }
note-elected-elr = { $leader } leads { $partition }, epoch { $epoch } (from the ELR)
note-elected-last-known = { $leader } leads { $partition }, epoch { $epoch } (it led last; records may be lost)
note-elected-unclean = { $leader } leads { $partition }, epoch { $epoch } (unclean: records may be lost)
note-leaderless = { $partition } has no leader
note-isr = ISR of { $partition }: { $isr }
note-elr = ELR of { $partition }: { $elr }
note-topic-created = topic { $topic } created
note-topic-deleted = topic { $topic } deleted
note-shutting-down = { $broker } shuts down
note-fenced = { $broker } fenced
note-log-dir-failed = log directory failed: the broker halts
note-unfenced = { $broker } unfenced
note-truncated = { $partition } truncated from { $from } to { $to }
note-rebalanced = { $group }: generation { $generation }, { $members ->
    [one] { $members } member
   *[other] { $members } members
}
note-expired = { $member } expelled from { $group }

event-booted = process started
event-opened = connected to { $peer }
event-closed = { $peer } closed the connection
event-reset = connection to { $peer } reset
event-connection-refused = { $peer } refused the connection
event-request = { $api } request from { $from }
event-response = { $api } response from { $from }
event-timeout = timer ran out: { $timer }
event-flushed = disk flushed
event-disk-failed = the disk is full
event-close = told to close
event-call = told to call { $call }()
event-fail = told to fail
event-flush = told to flush
event-send = told to send to { $topic }
event-ask = told to ask { $api }
event-consumer-command = told to seek, pause, resume or commit
event-queued = { $about } (arrived, waits its turn)
event-parked = { $about } (held up)
event-lost = { $about } (reached nobody)
event-refused = { $about } (could not be done)

cause-message = sent { $waited } before, in step { $step }
cause-timer = set { $waited } before, in step { $step }
cause-flush = asked for { $waited } before, in step { $step }
cause-disk-failed = written in step { $step }
cause-step = because of step { $step }
did-register-schema = asked to register { $schema } under { $subject }
do-register-schema = Register { $schema } under { $subject }.
did-test-schema = asked whether { $schema } goes with { $subject }
do-test-schema = Ask whether { $schema } goes with { $subject }.
did-set-compatibility = set the compatibility of { $subject } to { $level }
do-set-compatibility = Set the compatibility of { $subject } to { $level }.
did-set-compatibility-of-all = set the compatibility of all subjects to { $level }
do-set-compatibility-of-all = Set the compatibility of all subjects to { $level }.
did-delete-schema = asked to delete version { $version } of { $subject }
do-delete-schema = Delete version { $version } of { $subject }.
did-delete-subject = asked to delete { $subject }
do-delete-subject = Delete { $subject }.
