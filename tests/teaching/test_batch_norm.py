from dctaxi.teaching.batch_norm import watched


def test_the_watched_training_has_batch_normalisation_and_so_many_steps():
    plan = watched(60, feature_set="raw")
    assert plan.steps == tuple(range(1, 61))
    assert all(spec.batch_norm_linear_layers for spec in plan.specs())
