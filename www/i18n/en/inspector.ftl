# Inspector
inspect-none = Click anything in the tank, or focus it and press Enter: a node, a partition, a message, a timer.
inspect-state = State
inspect-configs = Configuration
inspect-events = What last happened
inspect-defaults = { $count ->
    [one] One more, as Kafka has it
   *[other] { NUMBER($count) } more, as Kafka has them
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
