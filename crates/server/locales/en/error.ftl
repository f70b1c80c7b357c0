### Error pages: what happened and what to do next.

error-reference = If you need to ask your administrator, quote this reference:
error-home = Back to the work list
error-sign-in = Sign-in needed
error-sign-in-next = Sign in, then open this page again.
error-not-found = There is no such page
error-not-found-next = The address may be mistyped, or the item is no longer here. Look for it in the list of plans or in the register.
error-forbidden = This account may not do that
error-forbidden-next = Ask a coordinator who may, or sign in with another account.
error-cross-site = The request came from another site and was stopped
error-cross-site-next = Open Dondoc in a window of its own and repeat the action there.
error-conflict = Somebody has just changed this
error-conflict-next = Go back, reload to see the latest version, then make your change again.
error-bad-request = The data sent is incomplete or wrong
error-bad-request-next = Go back, check the fields and send again.
error-not-possible = This cannot be done yet
error-too-large = Too much data in one go
error-too-large-next = Send it in several parts, or choose a smaller file.
error-too-many = Too many requests in a short time
error-too-many-next = Wait a minute and try again.
error-timed-out = The server did not answer in time
error-timed-out-next = Wait a moment and reload. If it stays slow, tell your administrator.
error-internal = Something went wrong on the server
error-internal-next = What was saved before is still there. Reload the page; if it happens again, give the reference below to your administrator.

refused-not-ready = The draft still has open points. Open the review page, settle what is marked, then confirm again.
refused-draft-closed = This draft was already confirmed or dropped. Open the plan’s page to see the result.
refused-other = Reload the page to see the latest state, then try again.
refused-draft-not-discarded = This draft is not among the discarded ones. Open the Plans page to see where it is.
refused-draft-replaced = This document has another draft by now, or is a plan. Open the Plans page and go on there.
