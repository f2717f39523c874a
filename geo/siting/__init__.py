"""Where should the next cameras stand, and how sure is it that no plan is better?"""
