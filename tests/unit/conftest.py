"""Property tests are never timed: a busy machine must not fail them."""

from hypothesis import HealthCheck, settings

settings.register_profile("nafa", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("nafa")
