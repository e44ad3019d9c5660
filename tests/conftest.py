from hypothesis import settings

# A busy machine must not fail a property for being slow: time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
