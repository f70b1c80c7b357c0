# Progress, extensions, suspension.

thing-setting = Setting
event-reported = Progress reported
event-report-confirmed = Completion confirmed
event-report-returned = Report returned
event-redo-asked = Asked to be done again
event-extension-asked = Extension asked for
event-extension-granted = Extension granted
event-extension-refused = Extension refused
event-extension-withdrawn = Extension request withdrawn
event-suspended = Suspended
event-resumed = Resumed
event-cancelled = Cancelled
event-reinstated = Reinstated
event-setting-changed = Setting changed
