### Why a file was not read, and what to do next.

file-empty = The file is empty. Check the original and save it again.
file-too-large = The file is too large or too complicated to read. Keep only the plan and import again.
file-too-large-bytes = The file is over { $limit } MB. Put the plan into a file of its own, or lower the scan’s resolution, and import again.
file-too-many-pages = The file has more than { $limit } pages. Put the plan into a file of its own and import again.
file-picture-too-large = The picture is too large. Reduce it to about 300 dots per inch and import again.
file-scan-too-large = The scan has too many large pages. Split it into several files, or scan it again at about 300 dots per inch, and import again.
file-unsupported = This kind of file is not read. Use DOCX, PDF, HTML, TXT, Markdown, DOC, or a scan as JPG or PNG.
file-damaged = The file is damaged or not what its name says. Open it in a word processor, save it as DOCX or PDF, and import again.
file-encrypted = The file needs a password. Remove the password and import again.
file-no-text = No text was found in the file. If it is a scan, scan it more clearly and import again.
file-no-tesseract = This is a scan, and the program tesseract with Vietnamese data is not installed on the server. Ask your administrator for tesseract-ocr-vie, or use the DOCX.
file-no-libreoffice = Old DOC files need LibreOffice, which is not installed on the server. Save the file as DOCX in Word, or ask your administrator for libreoffice-writer.
file-no-vietnamese = The tesseract on the server lacks Vietnamese data. Ask your administrator for tesseract-ocr-vie.
file-slow = Reading took longer than allowed and was stopped. Split the file and import again.
file-scan-failed = The scan could not be recognised. Scan it straighter and more clearly, or use the DOCX.
file-doc-failed = LibreOffice could not open this DOC file. Save it as DOCX in Word and import again.
file-unpacks = Opening the file takes more memory than any document should. Open it in a word processor, print it to a new PDF or save it as DOCX, and import that; if it comes from a stranger, do not open it.
file-not-apart = The server could not start the process that reads files. Wait a few minutes and import again; if it stays so, ask your administrator to check memory and the right to run programs.
file-classified = The document bears a secrecy marking and was refused. Nothing of it was kept: no content, no file name, no trace. Classified documents must not be handled on a networked machine.
file-stopped = The reading was stopped. Import the file again if you still need it.
