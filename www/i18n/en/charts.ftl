# Charts
deck-charts = Charts
charts-none = Nothing has been measured yet. Press play.
charts-at = Values as of { $at }. Rates and percentiles look back { $window }.
charts-moment = Moment shown
charts-save = Save CSV
charts-saved-as = { $lab }-charts.csv
charts-all = all brokers
charts-table = The same as a table
charts-metric = Metric
charts-line = Of
charts-now = At the moment shown
charts-most = Largest
charts-unit = Unit
charts-more = { $count ->
    [one] One more line is not drawn
   *[other] { NUMBER($count) } more lines are not drawn
}
chart-label = { $what } over time; the values at the moment shown follow
chart-messages-in = Records from producers
chart-bytes-in = Bytes from producers
chart-bytes-out = Bytes to consumers
chart-latency = From send() to poll(), end to end
chart-records-lag = Behind the high watermark, by consumer
chart-group-lag = Behind the high watermark, by committed offset
chart-under-replicated = Partitions with a replica out of sync
chart-under-min-isr = Partitions below min.insync.replicas
chart-offline = Partitions without a leader
chart-active-controller = Active controllers
chart-unit-records-second = records/s
chart-unit-bytes-second = B/s
chart-unit-ms = ms
chart-unit-records = records
chart-unit-partitions = partitions
chart-unit-controllers = controllers
