register-title = Register
register-lead = Each line is what one unit owes in one task. The status is computed from deadlines and recorded completions, as of { $day }.
register-filter = Filter the register
register-search = Search in tasks
register-search-hint = With or without diacritics
register-unit = Unit
register-plan = Plan
register-role = Role
register-status = Status
register-from = Due from
register-to = to
register-all = All
register-apply = Filter
register-clear = Clear filters
register-view = Order
register-by-deadline = By deadline
register-by-task = By task
register-by-unit = By unit
register-sums = Lines by status
register-total = Total
register-more = Next page
register-first = First page
register-shown = { $count ->
    [one] { $count } line on this page
   *[other] { $count } lines on this page
 }
register-none = No line matches the filter.
register-none-next = Remove a condition, or check the words you search for.
register-empty = The register is empty.
register-empty-next = Import a plan, review it and confirm; each leading and coordinating unit will get a line here.
register-export = Export this table

column-unit = Unit
column-role = Role
column-status = Status
column-plan = Plan
column-due = Due
column-product = Product

role-lead = Lead
role-coordinate = Coordinating
role-monitor = Monitoring

export-xlsx = Excel
export-csv = CSV
export-json = JSON
export-ics = Calendar (iCalendar)
export-akn = Akoma Ntoso
due-period-next = recurring, next { $day }
due-period = recurring, period { $day }
register-day = As of
register-past = The register as it stood at the end of { $day }: status, deadline and unit of that day. What was reported later does not count.
