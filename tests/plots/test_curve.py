from dctaxi.plots.curve import curve_data, curve_figure, curve_text


def test_both_errors_are_drawn_by_step() -> None:
    data = curve_data([[20, 4.0, 3.0], [33, 2.0, 1.5]])
    training, validation = curve_figure(data, template="light").data
    assert list(training.x) == list(validation.x) == [20, 33]
    assert list(training.y) == [4.0, 2.0]
    assert list(validation.y) == [3.0, 1.5]
    assert training.line.dash != validation.line.dash
    assert "After 33 steps the RMSE is 2.00 USD on the training batch" in curve_text(data)


def test_a_point_that_is_not_finite_is_left_out_and_the_end_is_said() -> None:
    data = curve_data([[20, 4.0, 3.0], [40, float("nan"), 1.0]], "diverged at step 31")
    assert data.steps == (20,)
    assert curve_text(data).endswith("It diverged at step 31.")


def test_a_training_without_a_validation_says_why() -> None:
    for points in (None, []):
        data = curve_data(points, "diverged at step 2")
        assert not curve_figure(data, template="dark").data
        assert curve_text(data) == "diverged at step 2"
