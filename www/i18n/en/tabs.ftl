# Tabs
tabs-label = Beside the stage
tab-text = Lab
tab-inspect = Inspect
tab-flights = In flight
tab-events = Events
tab-score = Scorecard
events-none = Nothing worth a mark has happened yet. Press play.
events-go = Go there
