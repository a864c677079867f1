"""What several tests share: guards, clocks, credential stores, a fault proxy. Never enters here: a test."""
