# Explore
deck-explore = Explore
explore-lead = Plays this setup again and again, each time with another seed and other faults, and looks for a run that breaks the claim.
explore-may = What may break:
explore-runs = Runs
explore-first-seed = First seed
explore-go = Search
explore-stop = Stop the search
explore-result = What the search found
explore-going = Run { NUMBER($runs) } of { NUMBER($of) }.
explore-stopped = Stopped after { NUMBER($runs) } of { NUMBER($of) }.
explore-broken = { $broken ->
    [0] { $runs ->
        [one] One run, and it keeps “{ $claim }”.
       *[other] { NUMBER($runs) } runs, and all keep “{ $claim }”.
    }
    [one] One of { NUMBER($runs) } breaks “{ $claim }”.
   *[other] { NUMBER($broken) } of { NUMBER($runs) } break “{ $claim }”.
}
explore-found = Runs that break the claim
explore-seed = seed { $seed }
explore-records = { $count ->
    [one] 1 record
   *[other] { NUMBER($count) } records
}
explore-watch = Watch the run with seed { $seed }
explore-more = { $count ->
    [one] One more breaks it and is only counted.
   *[other] { NUMBER($count) } more break it and are only counted.
}
explore-tried = Tried: { $time } of model time, { NUMBER($steps) } steps, { NUMBER($sent) } records, { NUMBER($acknowledged) } of them acknowledged, { NUMBER($faults) } faults
explore-unfinished = { $count ->
    [one] One run took too many steps and was not judged.
   *[other] { NUMBER($count) } runs took too many steps and were not judged.
}
explore-faults = Faults that were tried
explore-fault = Fault
explore-done = Done
explore-refused = Could not be
explore-withheld = Withheld: too many at once
