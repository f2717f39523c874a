"""Was the map right, did the measure work, and what do people say?"""
