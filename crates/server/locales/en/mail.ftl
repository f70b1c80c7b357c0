mail-event-queued = Message put into the outbox
mail-event-sent = Message taken by the mail server
mail-event-failed = Message not taken
mail-event-cancelled = Message called back
mail-thing = Message
