import-title = Import documents
import-lead = Choose the signed plan. Dondoc reads tasks, units and deadlines and leaves them as a draft for you to review; nothing enters the register until you confirm.
import-choose = Files to import
import-drop = Drop files here, or click to choose
import-kinds = DOCX, PDF, HTML, TXT, Markdown, DOC; scans as PDF, JPG, PNG. Up to { $limit } MB a file, several at once.
import-button = Read these files
import-sending = Sending…
import-none = No file was chosen. Choose at least one, then press “Read these files”.
import-classified-warning = Do not bring documents stamped MẬT, TỐI MẬT or TUYỆT MẬT here. A stamped file is refused and leaves nothing on the server.
import-no-tesseract = Vietnamese tesseract is not installed on the server, so scans cannot be read yet. Other files are read as usual.
import-no-libreoffice = LibreOffice is not installed on the server, so old DOC files cannot be read yet. DOCX and other files are read as usual.
import-help = What comes after the import?
import-help-1 = Each file becomes a draft. Open it to check every task against the original words; whatever the reader is unsure of is marked.
import-help-2 = When it is right, confirm: the plan enters the list, and each leading and coordinating unit gets a line of its own in the register.
import-help-3 = The same file again is recognised and leads to what is there; no second copy is made.
import-result-title = Import result
import-running = Reading. You may leave this page; the reading goes on.
import-done = Done.
import-more = Import more files
import-pages = Recognising page { $done } of { $total }
import-waiting = Waiting for its turn
import-reading = Reading
import-found = { $tasks ->
    [one] { $tasks } task read, waiting for review.
   *[other] { $tasks } tasks read, waiting for review.
 }
import-no-tasks = No task was found in this document. If it is a plan after all, open the draft to add tasks yourself.
import-known-draft = This file was imported before and is a draft.
import-known-plan = This file was imported before and is a plan by now.
import-failed = The server failed to store this file; nothing was half stored. Import it again; if it fails again, tell your administrator.
import-review = Review
import-open = Open
import-file-number = File { $number }
import-too-many = Too many imports at the same time. Wait a minute and send again.
