### Words shared by all pages.

app-name = Dondoc
skip-to-content = Skip to content
nav-main = Main navigation
nav-home = To do
nav-plans = Plans
nav-register = Register
nav-units = Units
nav-events = Event log
nav-import = Import
sign-out = Sign out
footer-note = Dondoc runs on the office’s own machine and sends nothing out.
language = Language
lang-vi = Tiếng Việt
lang-en = English
theme = Colours
theme-auto = As the device
theme-light = Light
theme-dark = Dark
crumbs = You are here
pages = Pages
list-table = Table: { $name }
