# Time
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
   *[other] { NUMBER($count) } earlier branches are not drawn
}
seeking = Going to { $to }
seeking-cancel = Stop here
