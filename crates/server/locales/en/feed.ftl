### Calendar feeds for Thunderbird, Outlook, telephones.

feed-title = Calendar of deadlines
feed-lead = Calendar programs (Thunderbird, Outlook, telephones) fetch the deadlines from an address of your own and keep them up to date. Whoever has the address sees these deadlines and can do nothing else.
feed-lead-unit = Send the address to the unit and its deadlines show in its own calendar, without an account. Whoever has the address sees these deadlines and can do nothing else.
feed-made = The address was made. Copy it now:
feed-once = It is shown only this once. If it is lost, revoke it and make a new one.
feed-none = There are no addresses yet.
feed-none-next = Make one for each place that uses it, so that it can be revoked alone.
feed-number = Number
feed-created = Made
feed-who = Made by
feed-fetched = Last fetched
feed-make = Make an address
feed-how = How to add it to a calendar
feed-how-thunderbird = Thunderbird: New calendar › On the network › paste the address.
feed-how-outlook = Outlook: Add calendar › From the Internet › paste the address.
feed-how-telephone = Telephone: Settings › Calendar › Add a subscribed calendar › paste the address.
