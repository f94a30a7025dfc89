"""Templates in and out of a library: folders of template files, the seeds, other tools' formats."""
