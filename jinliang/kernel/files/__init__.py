"""文件: contents by hash, sniffed types, upload that resumes, pages as pictures."""
