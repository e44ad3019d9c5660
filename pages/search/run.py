"""Run, as it was called: leads on to the study that trains now, or to the jobs where none does."""

from pages.components.search import job_list
from pages.components.shared import address, navigation, sitemap, state

study = address.text(state.STUDY_PARAMETER) or job_list.studied_now(state.runner())
if study is None:
    navigation.go(sitemap.JOBS)
state.select_study(study)
navigation.go(sitemap.TRIALS)
