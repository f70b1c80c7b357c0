### The command line. Keys follow from the names of commands and arguments; "-more" is added by --help.

cli = Dondoc: from a signed plan to a register of who owes what by when.
cli-more =
    Exit codes:
      0  done
      1  could not be done (folder, database, disk)
      2  wrong command line
      3  some files could not be read (the others were)
      4  a file stamped as a state secret was refused (the others were read)
      5  the log of events is not whole (log verify)

    Examples:
      dondoc demo
      dondoc extract plan.docx --format table
      dondoc serve --data /var/lib/dondoc
cli-label-usage = Usage
cli-label-commands = Commands
cli-label-arguments = Arguments
cli-label-options = Options
cli-help = Print this help
cli-version = Print the version
cli-lang = Language of the command line (default: Vietnamese)

cli-demo = Try it with an example plan; nothing to configure
cli-demo-more =
    Prints the address and a one-time sign-in link. Stop it with Ctrl+C.

    Examples:
      dondoc demo
      dondoc demo --data try-it --listen 127.0.0.1:9000
cli-demo-data = Data folder (default: one in the machine’s temporary space)
cli-demo-listen = Address and port to serve on (default: 127.0.0.1:8267, another port when taken)

cli-serve = Serve a data folder
cli-serve-more =
    To back up, stop the server and copy the data folder. Behind an https server, say so with --base-url.

    Examples:
      dondoc serve --data /var/lib/dondoc
      dondoc serve --data /var/lib/dondoc --listen 0.0.0.0:8080 --base-url https://dondoc.province.example
      dondoc serve --data /var/lib/dondoc --base-url https://dondoc.tinh.example --trusted-proxy 127.0.0.1
      dondoc serve --data /var/lib/dondoc --database postgres://dondoc@localhost/dondoc
cli-serve-data = Data folder; made when missing
cli-serve-listen = Address and port to serve on
cli-serve-database = PostgreSQL database (default: a SQLite file in the data folder)
cli-serve-base-url = The address browsers use; with https, cookies travel over https only
cli-serve-sign-in-network = Network in which the sign-in provider may be asked, such as 10.0.0.0/8; without it none is asked
cli-serve-webhook-network = Network that webhooks may be told in, such as 10.0.0.0/8; without it nothing is told anywhere
cli-serve-trusted-proxy = A server in front (address or CIDR range) whose X-Forwarded-For or Forwarded is believed, so that the limit on failed sign-ins counts the right machine; repeat it or separate by commas

cli-extract = Read plans from files and print what was found
cli-extract-more =
    Reads TXT, Markdown, HTML, DOCX and PDF; scanned PDF and pictures with tesseract; DOC with LibreOffice.
    "-" is standard input. Folders are read with all their files. Several files as json give one line each.

    Examples:
      dondoc extract plan.docx
      dondoc extract --format json plan.txt > plan.json
      dondoc extract --format csv plans/ > tasks.csv
      pdftotext -layout plan.pdf - | dondoc extract --format table -
cli-extract-files = Files, folders, or "-" for standard input
cli-extract-format = Form of the output (default: table)
cli-extract-quiet = Do not report progress

cli-user = Accounts that sign in
cli-user-more =
    Examples:
      dondoc user add lan --name "Nguyễn Thị Lan" --data /var/lib/dondoc
      dondoc user password lan --data /var/lib/dondoc
cli-user-add = Add an account; a random password is printed
cli-user-add-login = Sign-in name
cli-user-add-name = Full name
cli-user-add-password-stdin = Take the password from the first line of standard input instead
cli-user-add-data = Data folder
cli-user-add-database = PostgreSQL database (default: a SQLite file in the data folder)
cli-user-password = Set a new password; all old sessions are closed
cli-user-password-login = Sign-in name
cli-user-password-password-stdin = Take the password from the first line of standard input instead
cli-user-password-data = Data folder
cli-user-password-database = PostgreSQL database (default: a SQLite file in the data folder)

cli-import = Load data into a data folder
cli-import-more =
    Examples:
      dondoc import units units.json --data /var/lib/dondoc
      dondoc import plans plans/*.docx --data /var/lib/dondoc
cli-import-units = Bring in a directory of units (JSON, Excel, CSV); says first what it adds and changes
cli-import-units-file = Directory file
cli-import-units-province = Province, when the file does not say it (CSV)
cli-import-units-dry-run = Only say what would be added, changed, ended; write nothing
cli-import-units-take-file = Where both sides changed a value take the file's (default: keep what is here)
cli-import-units-data = Data folder
cli-import-units-database = PostgreSQL database (default: a SQLite file in the data folder)
cli-import-plans = Read plans and leave them as drafts to be reviewed
cli-import-plans-files = Files or folders
cli-import-plans-data = Data folder
cli-import-plans-database = PostgreSQL database (default: a SQLite file in the data folder)

cli-log = The log of events
cli-log-more =
    Examples:
      dondoc log verify --data /var/lib/dondoc
      dondoc log verify --data /var/lib/dondoc --anchor 1204:9f2c…
      dondoc log export log.jsonl --data /var/lib/dondoc --from 2026-01-01 --to 2026-06-30
      dondoc log check log.jsonl --anchor 1204:9f2c…
cli-log-verify = Check that the log is whole: no event changed, removed or slipped in
cli-log-verify-more =
    Whole: prints the number and hash of the last event (N:HASH), exit code 0. Keep that line
    somewhere else and give it back with --anchor to prove that the end was not cut off either.
    Not whole: names the first event that is wrong, exit code 5.
cli-log-verify-anchor = Number and hash of an event written down earlier; may be given several times
cli-log-verify-data = The data folder
cli-log-verify-database = A PostgreSQL database (default: the SQLite file in the data folder)
cli-log-export = Write the log to a file, for who inspects
cli-log-export-more =
    A jsonl file can be checked by “dondoc log check” without a database; its first line tells how.
    Beside a csv file stands a .txt file that tells how to check it; an xlsx file has a sheet that does.
cli-log-export-file = The file to write
cli-log-export-from = First day (2026-01-01)
cli-log-export-to = Last day (2026-06-30)
cli-log-export-unit = Code of a unit: only its events
cli-log-export-plan = Number of a plan: only its events
cli-log-export-format = Form of file: jsonl, csv or xlsx
cli-log-export-data = Data folder
cli-log-export-database = PostgreSQL database (default: the SQLite file in the data folder)
cli-log-exported = Wrote { $file }.
cli-log-no-unit = There is no unit with the code { $code }. The page of a unit shows its code.
cli-log-no-plan = There is no plan { $number }. Write the number as on the page of plans, such as 267/KH-UBND.
cli-log-check = Check a log file that was exported (jsonl), without a database
cli-log-check-more =
    Every event fits its hash: prints sequence and hash of the last one, exit code 0. One does not
    fit: exit code 5. The file cannot be read: exit code 3.
cli-log-check-file = A log file, jsonl
cli-log-check-anchor = Sequence and hash of an event written down elsewhere; may be given several times
cli-log-file-whole = The file is whole: { $count } events fit their hashes.
cli-log-file-gaps = The file holds only what was selected, so it cannot prove that nothing between is missing. To prove that, export by time, without a unit or a plan.
cli-log-file-broken = The file is NOT whole from event { $event } on: { $fault }. Keep it as it is, export again from the system and compare the two.
cli-log-file-unread = Line { $line } is not a log that Dondoc exported. Use the .jsonl file as it was downloaded.
cli-log-whole = The log is whole: { $count } events.
cli-log-broken = The log is NOT whole from event { $event } on: { $fault }. Leave the data folder as it is, write nothing more; compare with the latest backup and tell the administrator.
cli-log-missing = this event was removed
cli-log-unchained = this event does not follow on the one before it
cli-log-altered = the content of the event was changed
cli-log-replaced = this event is not the one whose hash was written down
cli-log-anchor-malformed = --anchor { $anchor } makes no sense. Copy the whole line N:HASH that the last check printed.
cli-no-data = There is no Dondoc data in the folder { $folder }. Check the path after --data.

cli-reading = Reading { $count }: { $file }
cli-page = Recognising page { $done } of { $total }
cli-cannot-open = Cannot open { $file }: { $reason }. Check the name and the permission to read.

cli-failed = Could not be done: { $reason }
cli-no-folder = The folder { $folder } cannot be made or opened. Check the path and the permission to write.
cli-in-use = The folder { $folder } is in use by another Dondoc. Stop that one first.
cli-cannot-listen = Cannot serve on { $address }. Another program may use it; choose another port with --listen.
cli-serving = Dondoc is running at { $address }
cli-no-accounts = There is no account yet. Stop, add one with “dondoc user add”, and start again.
cli-stopping = Stopping, waiting for requests under way…
cli-no-such-user = There is no account { $login }. Check the sign-in name.
cli-login-taken = This sign-in name is taken. Choose another, or set a new password with “dondoc user password”.
cli-login-malformed = This sign-in name cannot be used. Use at most 100 characters without blanks.
cli-token = Issue a token with which other software uses the API within the rights of an account
cli-token-more =
    Example:
      dondoc token lan --name "Portal" --scopes read,report --data /var/lib/dondoc
cli-token-login = Sign-in name of the account
cli-token-name = Name of the token: which software uses it
cli-token-scopes = What it may be used for: read, report, work; separated by commas
cli-token-days = For how many days, 1 to 366
cli-token-data = Data folder
cli-token-database = PostgreSQL database (default: a SQLite file in the data folder)
cli-token-is = The token is shown only this once:
cli-password-is = Password:
cli-demo-ready = The trial is ready, its data in { $folder }
cli-demo-open = Open this link to enter (good once):
cli-demo-stop = Stop it with Ctrl+C.
cli-demo-first = First start: reading two example plans…
cli-imported-plans = { $file }: { $tasks } tasks, draft { $draft }
cli-imported-known = { $file }: imported before
cli-imported-units = { $units } units loaded.
cli-demo-name = Trial user

cli-export = Write data to a file
cli-export-more =
    Examples:
      dondoc export units directory.xlsx --data /var/lib/dondoc
      dondoc export units directory.json --province "Nghệ An" --day 18/4/2023 --data /var/lib/dondoc
cli-export-units = Write the directory of units (JSON, Excel, CSV by the file's ending)
cli-export-units-file = The file to write
cli-export-units-province = Province (default: the first in the directory)
cli-export-units-day = Only the units there were on this day (default: over all days)
cli-export-units-data = Data folder
cli-export-units-database = PostgreSQL database (default: an SQLite file in the data folder)
cli-dry-run = A preview only, nothing was written.
cli-no-province = There is no directory of this province. Bring one in first, or check its name.
cli-exported-units = { $units } units written to { $file }.
cli-no-key = The key file house.key in the data folder cannot be read or made. Check the rights of the folder, or copy the file back from the backup.

cli-check = Check whether Word files keep the form of Decree 30/2020/NĐ-CP
cli-check-more =
    Examples:
      dondoc check letter.docx
      dondoc check --format json documents/
    Exit codes: 0 it keeps the form, 6 there is something to correct, 3 a file could not be read, 4 a file is classified.
cli-check-files = Files, folders, or "-" for standard input
cli-check-format = Form of the result (default: table)
