units-title = Units
units-search = Search by name
units-on = As of
units-show = Show
units-count = { $count } units on { $day }
units-none = No unit matches.
units-none-next = Check the words or the day; the unit may not exist yet, or may have been reorganised.
units-empty = The directory of units is empty.
units-empty-next = Load a directory at the end of this page, or have an administrator load a file with “dondoc import units”.
units-shipped = Directories that come with the program
units-shipped-lead = Load the directory of your province so that Dondoc knows its agencies and divides a group's work among its members.
units-shipped-line = { $place } · { $count } agencies over all periods
units-shipped-loaded = Loaded
units-shipped-load = Load the directory of { $place }
unit-kind = Kind
unit-short = Short name
unit-parent = Belongs to
unit-dates = Existed
unit-code = Code
unit-from = from { $from }
unit-until = until before { $to }
unit-from-until = from { $from } until before { $to }
unit-leads = Leads
unit-coordinates = Coordinates
unit-monitors = Monitors
unit-owes-nothing = This unit has nothing in the register.
unit-owes-nothing-next = When a plan that gives it work is confirmed, that work appears here.
unit-see-all = See all in the register

kind-department = Departments
kind-province = Province
kind-party = Party bodies
kind-mass = Fatherland Front and mass organisations
kind-armed = Armed forces
kind-press = Press
kind-public = Public service units
kind-district = Districts, cities, towns
kind-commune = Communes and wards
kind-ministry = Ministries
kind-other = Other

groups-title = Groups
groups-lead = When a plan addresses a whole group (“all departments”), each member on the day of issue gets a line of its own in the register.
groups-empty = There are no groups.
groups-empty-next = Groups come with the directory of units; ask your administrator to load it with “dondoc import units”.
groups-open = Does not expand by itself: the reviewer names each unit.
groups-members = { $count ->
    [one] { $count } member
   *[other] { $count } members
 }
groups-no-members = No members on this day.
