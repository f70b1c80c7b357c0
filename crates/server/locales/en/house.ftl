house-title = Settings of the house
house-hint = Limits for all plans.
house-lead = For all plans and all units. Every change is entered in the log.
house-extensions = Extensions that may be granted
house-extensions-hint = For each duty of a unit, or each period of a recurring one. 0: none. What was extended already stays so.
house-save = Save
house-saved = Saved.
house-wrong = The number of extensions is a whole number from 0 to { $most }. Type it again and save.
