home-title = To do
home-drafts = Drafts waiting for review
home-drafts-none = No draft is waiting.
home-draft-changed = Last changed { $at }
home-review = Review
home-overdue = Overdue
home-overdue-none = Nothing is overdue.
home-near = Due within { $days } days
home-near-none = Nothing is due soon.
home-unresolved = Unit names not recognised
home-unresolved-lead = These names stand in plans but not in the directory, so nobody has a line in the register for them.
home-unresolved-none = Every unit name matches the directory.
home-confirmed = Recently confirmed plans
home-confirmed-none = No plan has been confirmed yet.
home-see-all = See all { $count } lines in the register
home-start = Begin with a signed plan
home-start-1 = Import the file (Word, PDF, scan, web page).
home-start-2 = Review each task beside the original words.
home-start-3 = Confirm: the register tells who owes what by when.
home-more-tasks = { $count ->
    [one] and { $count } other task
   *[other] and { $count } other tasks
 }
home-more-units = { $count ->
    [one] and { $count } other unit
   *[other] and { $count } other units
 }
home-rest = See the other tasks
home-setup = Begin: choose your province
home-setup-lead = There is no directory of units yet. Choose a province to see and load the one that comes with the program.
home-resting = { $count } open obligations rest with units that have ended. Open the act to decide or to apply it again.
