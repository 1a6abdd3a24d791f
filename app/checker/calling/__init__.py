"""How what a paste calls is called: functions, classes, modules, and layers, which are built."""
