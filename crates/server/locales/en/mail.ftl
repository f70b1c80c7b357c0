mail-event-queued = Message put into the outbox
mail-event-sent = Message taken by the mail server
mail-event-failed = Message not taken
mail-event-cancelled = Message called back
mail-thing = Message
mail-title = Mail sent and waiting
mail-all = All
mail-none = No messages yet.
mail-none-next = Urgings, reminders and invitations will show here, with what the mail server answered.
mail-closed = No mail goes out: the mail server is not switched on.
mail-closed-next = Messages wait in line. An administrator opens “Mail server” to enter it and switch it on.
mail-subject = Subject
mail-to = To
mail-kind = Kind
mail-queued = Queued
mail-older = Older messages
mail-about = About
mail-files = Files
mail-number = Message-ID
mail-next = Next try
mail-text = Text
mail-secret = The message holds a personal link to sign in or to reply, so its text is not shown and is erased once it has been sent.
mail-tries = Tries
mail-no-tries = Not tried yet.
mail-try = Try
mail-began = Began
mail-ended = Ended
mail-came = Result
mail-answer = The server said
mail-try-accepted = Taken
mail-try-refused = Not taken
mail-try-open = Under way, or cut off
mail-resend = Send again
mail-cancel = Call back
mail-state-waiting = Waiting
mail-state-sending = Being sent
mail-state-sent = Taken by the server
mail-state-failed = Not sent yet, will be tried again
mail-state-given-up = Could not be sent
mail-state-cancelled = Called back
mail-kind-urging = Urging
mail-kind-letter = Letter
mail-kind-reply = Reply form
mail-kind-reminder = Reminder
mail-kind-account = Account
mail-kind-notice = Notice
mail-kind-test = Trial
mail-no-host = The mail server was not found. Check its name and the network.
mail-not-private = Unprotected mail goes only to an address of the internal network. Choose STARTTLS or TLS.
mail-no-starttls = The server does not offer STARTTLS on this port. Try TLS with port 465.
mail-no-file = An attachment is gone or damaged. Make the message again where it came from.
mail-no-password = The stored password cannot be opened. Enter it again on the page of the mail server.
mail-bad-authority = The office's certificate is not in PEM form. Copy it with the lines BEGIN and END CERTIFICATE.
mail-not-composed = The message could not be put together: check the addresses of recipient and sender.
mail-refused-erased = The text of this message was erased once it was sent. Make a new invitation or link instead of sending it again.
mail-refused-under-way = The message is being sent or was sent. Reload the page to see.
mail-refused-no-address = This person has no mail address yet. Enter it on the account's page first.
mail-server-title = Mail server
mail-server-hint = Sends urgings, reminders and invitations through the office's mail server.
mail-server-lead = Dondoc sends mail through the office's mail server (SMTP). Ask those who run it for what is needed below.
mail-server-saved = Saved. Send a trial below to check it.
mail-server-save = Save
mail-server-no-host = This is not the name of a server: letters without accents, digits and dots only, such as mail.tinh.gov.vn.
mail-server-no-port = The port is a number from 1 to 65535, commonly 587 or 465.
mail-server-no-security = Choose how the connection is protected.
mail-server-no-login = The login or the password is too long.
mail-server-no-sender = This is not an address of a sender, such as dondoc@tinh.gov.vn.
mail-host = Server
mail-host-hint = For example mail.tinh.gov.vn. With another server the password has to be entered again.
mail-port = Port
mail-security = Protection of the connection
mail-security-starttls = STARTTLS (commonly port 587)
mail-security-tls = TLS from the beginning (commonly port 465)
mail-security-none = None, only within the internal network
mail-login = Login (empty when not needed)
mail-password = Password
mail-password-kept = There is a password, sealed with a key outside the database. Leave empty to keep it.
mail-password-none = It is sealed with a key outside the database.
mail-password-forget = Remove the stored password
mail-sender-name = Name of the sender
mail-sender-address = Address of the sender
mail-authority = Certificate of the office's own authority
mail-authority-label = Root certificate (PEM)
mail-authority-hint = Only when the mail server uses an internal certificate that this machine does not trust.
mail-enabled = Send mail
mail-test-title = Send a trial
mail-test-hint = It is sent at once, also while mail is switched off, and shows what the server answers.
mail-test-to = To
mail-test-send = Send
mail-test-taken = The mail server took the trial.
mail-test-failed = The trial could not be sent.
mail-test-next = Correct what is below, save, and try again.
mail-test-no-address = This is not a mail address.
mail-test-subject = Trial from Dondoc
mail-test-text =
    { $who } has just tried to send mail from Dondoc.

    If you receive this, the mail server was entered correctly. No answer is needed.
mail-invitation-subject = Invitation to Dondoc
mail-invitation-text =
    Dear { $name },

    your account on Dondoc: { $login }

    Open this link to enter for the first time and set a password; it works once, until { $day }:
    { $link }

    Do not pass this message on.
mail-password-subject = New password for Dondoc
mail-password-text =
    Dear { $name },

    open this link to enter the account { $login } and set a new password; it works once, until { $day }:
    { $link }

    If you did not ask for a new password, tell an administrator.
account-mail-hint = For invitations, links to set a new password, and reminders. The person can change it on the account page.
account-mail-invite = Send an invitation or a password link by mail
