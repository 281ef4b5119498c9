"""Taxes are nobody's case: the taxpayer judges, claims and keeps the papers (公告2018年第23号). This is the self-check.

Pure, without Django: a subsidiary ledger of R&D expense (研发支出辅助账) read and reckoned, and the conditions of the tax
reliefs of makerspaces and incubators. Every number of the law is a parameter of a measure of the packs.
"""
