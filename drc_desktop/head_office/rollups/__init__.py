"""What head office counts of surveys: a row of figures for each, and sums by day, month, site, operator and hour.

schema    the tables, in the registry's database
facts     figures of one opened survey, no answers
keeper    fills the registry's port `Keeper`: counts with the verdict, in one transaction
queries   what the pages ask
"""
