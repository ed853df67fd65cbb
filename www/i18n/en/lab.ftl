# Lab
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
fix-as-it-is-now = as it is: { $value }
fix-try = Attack it again
fix-trying = Attacking it again, up to { $to }
fix-holds = The promise holds under the same attack.
fix-broken = The same attack breaks the promise again. { $reasons }.
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
figure = { $value }
figure-yes = yes
figure-no = no
figure-nobody = nobody
goal-wanted = Wanted
goal-somebody = somebody
goal-at-least = at least { $value }
goal-at-most = at most { $value }
goal-between = { $least } to { $most }
evidence-expected = { $measure }: you expected { $expected }, and it comes to { $value }.
evidence-event = At { $at } it goes from { $from } to { $to }, when this happens:
evidence-nothing = Nothing happens that would change it. At { $until } it is still { $value }.
evidence-show = Show me
peek-shown = This is how the run would go on. Yours waits where it was.
peek-back = Back to my run
