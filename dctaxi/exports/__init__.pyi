from .export import export_study as export_study
