// The only door of the core: values in, values out.
