# The page's texts. Kafka's own names (topics, configs, error codes, APIs) are never translated.

close = Close
crumbs-label = You are here
skip-to-lab = Skip to the lab's text
theme-dark = Dark colours
theme-light = Light colours

## Home
home-title = A Kafka cluster in a glass tank
home-lead = Watch every message, break what you like, and rewind. Apache Kafka's own rules, simulated in this tab: nothing to install, nothing leaves your browser.
home-start = Start the first lab
home-go-on = Go on with { $title }
home-point-true = Kafka's rules, names and defaults
home-point-time = Time runs both ways
home-point-break = Everything can be broken
home-caption = Live: this is a running cluster, not a film.
home-labs = Labs
home-steps = { $count ->
    [one] { $count } step
   *[other] { $count } steps
}
home-open = Open
home-done = Done
home-foot = Logarium is not affiliated with the Apache Software Foundation. Apache Kafka is its trademark.

track-why-a-log = Why a log
track-records = Records, topics, offsets
track-partitions = Partitions
track-groups = Consumer groups
track-writes = Write guarantees
track-reads = Read guarantees
track-replication = Replication and control
track-log = Life of a log
track-schemas = Avro and schemas
track-streams = Streams
track-design = Design
track-break-it = Break it

## An address without a lab
lost-title = There is no lab “{ $id }”
lost-nearest = Did you mean “{ $id }”?
lost-open = Open { $id }
lost-home = See all labs
lost-no-page = There is no such page
lost-link = This link cannot be opened

## The stage
stage-label = The cluster
stage-producer = Producer { $name }: { $life }, { $sent } sent, { $acknowledged } acknowledged
stage-consumer = Consumer { $name }: { $life }, { $count } printed
stage-broker = Broker { $name }: { $life }
stage-controller = Controller { $name }: { $life }
stage-sent = sent { $sent } · acked { $acknowledged }
stage-printed = printed { $count }
stage-rack = rack { $rack }
stage-epoch = epoch { $epoch }
stage-no-partitions = no partitions yet
stage-timer = Timer { $timer } of { $node }
stage-leader-strip = { $partition } on { $broker }: leader, epoch { $epoch }, log start offset { $start }, log end offset { $leo }, high watermark { $hw }
stage-follower-strip = { $partition } on { $broker }: follower, epoch { $epoch }, log start offset { $start }, log end offset { $leo }, high watermark { $hw }

life-up = running
life-starting = starting
life-fenced = fenced
life-paused = paused
life-not-started = not started
life-crashed = crashed
life-powered-off = no power
life-closed = closed

## Time
transport-label = Time
transport-play = Play
transport-pause = Pause
transport-to-start = To the beginning
transport-step-back = One event back
transport-step = One event on
transport-next-event = To the next mark
transport-speed = Speed
timeline-label = Timeline
timeline-slider = Playhead
timeline-mark = { $what }, { $at }
timeline-branch = instead: { $what }
timeline-more-branches = { $count ->
    [one] One earlier branch is not drawn
   *[other] { $count } earlier branches are not drawn
}
seeking = Going to { $to }
seeking-cancel = Stop here

## Tabs
tabs-label = Beside the stage
tab-text = Lab
tab-inspect = Inspect
tab-flights = In flight
tab-events = Events
tab-score = Scorecard
events-none = Nothing worth a mark has happened yet. Press play.
events-go = Go there

## In flight
flights-none = Nothing is on its way right now.
flights-label = Messages in flight, the next to arrive first
flights-message = Message
flights-act = Act
flights-request = request
flights-response = response
flights-handshake = connection
flights-parked = held up
flights-drop-this = Drop { $what } from { $from } to { $to }
flights-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}

kind-produce = Produce: records into a log
kind-fetch = Fetch: records out of it
kind-group = Group and offset commits
kind-replication = Replication between brokers
kind-control = Metadata, heartbeats, connections

## Inspector
inspect-none = Click anything in the tank, or focus it and press Enter: a node, a partition, a message, a timer.
inspect-state = State
inspect-configs = Configuration
inspect-events = What last happened
inspect-defaults = { $count ->
    [one] One more, as Kafka has it
   *[other] { $count } more, as Kafka has them
}
inspect-default = Kafka's default: { $value }

deed-start = Start
deed-start-what = Start the process
deed-close = Close
deed-close-what = Let it finish in order: a client closes, a broker hands over what it leads
deed-crash = Crash
deed-crash-what = Kill the process; its disk stays
deed-power-cut = Cut power
deed-power-cut-what = Switch the host off: silence, and only what was flushed is sure to stay
deed-restart = Restart
deed-restart-what = Start the process again
deed-pause = Pause
deed-pause-what = Stop the process in its tracks; its connections stay up
deed-resume = Resume
deed-resume-what = Let the process go on
deed-drop = Drop
deed-drop-what = Lose this message, and its connection with it

fault-more = Break something …
fault-verb-label = What
fault-to-label = The other end
fault-api-label = Message of the API
fault-is-label = Which way it asks
fault-partition = Cut the way
fault-slow = Make the way longer
fault-flaky = Lose messages by chance
fault-drop-next = Lose the next message
fault-hold = Hold what is on the way
fault-release = Let go what is held
fault-heal = Stop cutting the way
fault-repair = Make the way good again
fault-pause = Pause the process
fault-crash = Crash the process
fault-power-cut = Cut power
fault-slow-disk = Make the disk slow
fault-disk-full = Fill the disk
fault-disk-freed = Make room on the disk
fault-wipe = Wipe the disk
fault-skew-clock = Set the clock wrong
fault-one-way = Only from { $from } to { $to }
fault-extra-ms = How much longer, in ms
fault-lost = How many of 100 are lost
fault-messages = How many (empty: all)
fault-times = How many times as slow
fault-offset-ms = How far ahead, in ms (negative: behind)
fault-lasts = Mended after ms (empty: not)
fault-any = any
fault-either = either
fault-do = Do it

send = Send
send-topic = Topic
send-key = Key (empty: none)
send-value = Value ({ $serializer })

## Lab
lesson-continue = Continue
lesson-do-it = Do it for me
lesson-reach = Make it happen
lesson-reached = Reached
lesson-finished = You have finished this lab.
lesson-more = More labs
lesson-again = Start over
lesson-step-done = , done
lesson-step-now = , current step
lesson-step-ahead = , not yet open
break-lead = Break this promise by acting on the cluster.
break-broken = Broken, and by you.
promise = { $claim ->
    [in-order] Promised: nobody reads a record behind one that its producer sent later.
    [at-most-once] Promised: no group processes a record twice.
    [at-least-once] Promised: no acknowledged record is lost.
    [effectively-once] Promised: no acknowledged record is lost, and none takes effect twice.
    [exactly-once] Promised: no acknowledged record is lost, none is stored or processed twice.
   *[other] Promised: { $claim }
}
fix-lead = Find a configuration that keeps the promise. The lab begins anew with it, and everything that you did is done again at the same times.
fix-as-it-is = as it is
fix-try = Attack it again
fix-holds = The promise holds under the same attack.
fix-broken = The same attack breaks the promise again.
fix-missed = The promise holds, but something else is missing: { $measure } is { $have }, and should be { $want }.
fix-wrong = It cannot be configured so: { $reason }
fix-refused = Not done again, because under this configuration it could not be:
fix-watch = Watch that run
fix-no-attack = Nobody has attacked anything yet: go back and break the promise first.
predict-lead = What will happen?
predict-run = Run and see
predict-right = Right.
predict-wrong = Not quite.
predict-was-wrong = (tried, wrong)

## Keys and signs
help-title = Keys and signs
help-open = Keys and signs
help-keys = Keys
help-signs = Signs
help-messages = Messages
keys-play = play, pause
keys-step = one event on
keys-step-back = one event back
keys-next-event = to the next mark
keys-start = to the beginning
keys-speed = slower, faster
keys-link = copy a link to the run
keys-deselect = select nothing
keys-help = this dialog
legend-filled = committed: below the high watermark; the colour is the leader epoch
legend-dashed = above the high watermark: no consumer sees it yet
legend-ghost = deleted: the log starts behind it
legend-segment = a new segment begins here
legend-hw = high watermark
legend-crown = leader of the partition
legend-ring = in sync; broken: out of sync
legend-triangle = position: what a consumer reads next
legend-flag = what its group has committed
legend-arc = a running timer
legend-response = hollow: a response

## Runs
run-save = Save run
run-open = Open run
run-saved-as = logarium-{ $lab }.json
notice-open-failed = This file is no run that can be opened here.
notice-storage = This browser keeps nothing for the page: your progress is lost when you close it. Everything else works.
notice-refused = That cannot be done now: { $reason }
notice-restore = Your last run of this lab was interrupted. Go on from there?
notice-restore-act = Restore it
run-link = Copy link
link-copied = Link copied.
link-take = The browser does not let the page use the clipboard. Copy this link:
notice-link-losses = Not everything in this link could be restored. What could not:
notice-link-more = and { $count } more
notice-aside = Your own run is kept. Go back to it?
notice-aside-act = Go back
loss-damaged = the link is damaged
loss-format = the form is not known here
loss-unreadable = cannot be read
loss-lab = another lab stands in
loss-engine = made by another engine
loss-refused = could not be done then
loss-out-of-order = out of order
loss-after-end = after the end of the run
loss-shifted = done at its time, at another step
loss-too-long = too much to replay
loss-digest = the run comes out otherwise
loss-playhead = this moment cannot be shown
loss-view = not known here

## What was done
did-start = { $node } started
did-close = { $node } closed
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
did-create-topic = topic { $topic } created
did-delete-topic = topic { $topic } deleted
did-add-partitions = { $topic } grows to { $partitions } partitions
did-alter-config = { $whose } set: { $changes }
did-delete-records = { $records } deleted in { $partition }
did-reset-offsets = offsets of { $group } in { $place } set to { $to }
did-elect-leaders = preferred leaders elected for { $place }
did-elect-unclean = leaders elected for { $place }, in sync or not
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
do-partition = Cut the way between { $from } and { $to }.
do-partition-one-way = Cut the way from { $from } to { $to }.
do-slow = { $ms ->
    [0] Let { $from } and { $to } be as near as before.
   *[other] Move { $from } and { $to } { $ms } ms further apart.
}
do-slow-one-way = { $ms ->
    [0] Let { $from } be as near to { $to } as before.
   *[other] Move { $from } { $ms } ms further from { $to }.
}
do-repair = Make the way between { $from } and { $to } good again.
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
role-coordinator = the coordinator of { $group }
group-rack = rack { $rack }
group-zone = zone { $zone }
group-everyone-else = everyone else

branch-first = the first run

mark-refused = the script could not act
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

## What is measured
measure-printed = Printed by { $client } since its start
measure-printed-total = Printed by { $client } in all
measure-first-printed = First offset printed by { $client }
measure-last-printed = Last offset printed by { $client }
measure-sent = Sent by { $client }
measure-acknowledged = Acknowledged to { $client }
measure-sent-to = Partition of the last record sent by { $client }
measure-processed = Processed by { $client }
measure-assigned = Partitions that { $client } has
measure-consumed = Processed by { $group } together
measure-repeated = Processed again by { $group }
measure-members = Members of { $group }
measure-stable = { $group } is stable (1 is yes)
measure-running = { $node } runs (1 is yes)
measure-in-flight = Messages ({ $api }) on their way from { $from } to { $to }
measure-fetched = Fetched by followers of { $partition }
anybody = anybody
somebody = { $name }
measure-generation = Generation of { $group }
measure-rebalances = Rebalances of { $group }
measure-lag = Lag of { $group } in { $topic }
measure-spread = Partitions of { $topic } that hold a record
measure-dropped = Thrown away by { $client }
measure-rows = Rows in { $sink }
measure-written = Writes kept by { $sink }
measure-leader = Broker that leads { $partition }
measure-leader-epoch = Leader epoch of { $partition }
measure-in-sync = Replicas of { $partition } in sync
measure-log-start = Log start offset of { $replica }
measure-high-watermark = High watermark of { $replica }
measure-log-end = Log end offset of { $replica }
measure-stored = Records in { $replica }
measure-segments = Segments of { $replica }
measure-messages-in = Records of { $topic } that { $broker } took from producers
measure-reads-from = Broker that { $client } reads { $partition } from
measure-lost = Acknowledged records lost
measure-duplicated = Records delivered twice
measure-expired = Records that expired unread
measure-keeps = Keeps { $claim } (1 is yes)
measure-counted = { $count }: { $of }
count-sent = Records sent
count-acknowledged = Records acknowledged
count-failed = Sends that failed
count-stored = Records stored
count-stored-twice = Records stored once more
count-despite-failure = Records stored though their send failed
count-delivered = Records delivered
count-processed = Records processed
count-lost = Acknowledged records lost
count-duplicated = Records delivered again
count-repeated = Records processed again
count-reordered = Records out of order
count-aborted = Records delivered that had failed for certain
count-expired = Records that expired unread
count-compacted = Records compacted away unread
count-deleted = Records deleted unread
card-holds = The claim “{ $claim }” holds so far.
card-broken = The claim “{ $claim }” is broken.
card-total = All records
card-producer = Sent by { $name }
card-partition = In { $name }
card-group = Read by group { $name }
card-start = Read by { $name }, start { $start }
card-open = { $name }: { $number }. Show them
card-later = They are looked up when time stands still.
card-more = and { $count } more
card-place = { $partition } at { $offset }
card-nowhere = Sent nowhere
replica-leader = { $partition }
replica-on = { $partition } on { $broker }
measure-committed = Committed by { $group } in { $partition }
measure-position = Position of { $client } in { $partition }

## Facts
kind-broker = Broker
kind-controller = Controller
kind-producer = Producer
kind-consumer = Consumer
kind-admin = Admin client
kind-sink = Sink outside Kafka
kind-sender = Sender without Kafka
kind-receiver = Receiver without Kafka
kind-pusher = Pushing server
kind-partition = Partition
kind-timer = Timer
kind-message = Message in flight
fact-node-id = node.id
fact-rack = rack
fact-starts = starts
fact-waiting = inputs waiting
fact-timer = { $timer }
fact-broker-epoch = broker epoch
fact-partitions = replicas held
fact-leads = partitions led
fact-group-state = group { $group }
fact-active-brokers = active brokers
fact-topics = topics
fact-metadata-end = metadata log end offset
fact-sent = records sent
fact-acknowledged = acknowledged
fact-failed = failed
fact-buffered = waiting in the buffer
fact-in-flight = requests in flight
fact-producer-id = producer id, epoch
fact-source = still to send
fact-group = group.id
fact-member-state = member state
fact-generation = generation
fact-member-id = member id
fact-delivered = records delivered
fact-position = position in { $partition }
fact-committed = committed in { $partition }
fact-broker = on
fact-leader = leader
fact-leader-epoch = leader epoch
fact-replicas = replicas
fact-isr = ISR
fact-log-start = log start offset
fact-log-end = log end offset
fact-high-watermark = high watermark
fact-batches = batches
fact-bytes = bytes
fact-of-node = of
fact-timer-set = set at
fact-timer-fires = runs out at
fact-timer-left = left
fact-from = from
fact-to = to
fact-sent-at = sent at
fact-arrives-at = arrives at
fact-carries = carries
fact-gone = no longer in flight

predict-off-path = Not in this run.
predict-off-path-why = What you did before changed the answer: in this run it is { $value }, which is not among the choices. Rewind to the start of the step, or start over.
predict-not-now = It cannot happen in this run now.
predict-not-now-why = { $reason }
transport-slow-motion = Slow down while messages are on their way
