# The course, labs on paper, and what teachers need.
course-title = Course
course-lead = { $labs } labs in { $tracks } tracks, about { $hours } hours. Each stands alone; what it takes for granted is named.
course-minutes = { $minutes } min
course-needs = builds on
course-begun = { $done } of { $all } steps
course-handout = Handout
course-teacher = For teachers
course-teachers = For teachers
course-teachers-what = Each lab has a handout to print, and a page with what the engine finds at every step and questions to discuss. Learners say who they are, and get a seed of their own; what they export is graded by doing it again.
handout-print = Print
handout-name = Name
handout-date = Date
handout-because = Because
handout-engine = The engine says
handout-saw = What I saw
handout-reached = When, and what
handout-broke = How I broke it
teacher-expected = What to expect
teacher-what = The engine solves the lab as its steps say and measures at each. Nothing here is written down: another seed gives other times, and the same right answers.
teacher-learner = As this learner has it
teacher-show = Show
teacher-solving = Solving with seed { $seed }: { $done } of { $all } steps
teacher-solved = Solved with seed { $seed }: { $done } of { $all } steps. Times are model time.
teacher-attack = One way to break it:
teacher-solution = keeps the promise
teacher-wrong = Wrong.

# Labs of one's own.
open-lab = Open a lab
open-what = A lab is a folder with a lab.json and a text for each language. Open yours here, without a build; the browser keeps it.
open-drop = Drop the folder or its files here, or choose them:
open-folder = Choose the folder
open-files = Choose the files
open-wrong = { $count ->
    [one] This lab cannot be opened: one problem
   *[other] This lab cannot be opened: { $count } problems
}
open-kept = Your labs
open-none = None yet.
preview-waiting = Looking for the lab …
preview-nobody = No lab is being previewed here.
preview-how = Start it on the command line:
