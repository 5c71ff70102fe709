namespace ActorMlOps.Statistics.Sequential;

/// <summary>How an <see cref="EDetector"/> is set up; fixed before the first pane.</summary>
public sealed record EDetectorOptions
{
    /// <summary>
    /// A, the evidence that alarms: the promised time between false alarms, in the unit of the panes' durations (see
    /// <see cref="AlarmBudget"/>); at least 1, finite.
    /// </summary>
    public required double Threshold { get; init; }

    /// <summary>Drift that is put up with, in PSI units; at least 0, finite. 0: only what the reference's size leaves open.</summary>
    public double Tolerance { get; init; }

    /// <summary>Detectors that share the 1 % chance that any reference misleads; at least 1.</summary>
    public int Detectors { get; init; } = 1;

    /// <summary>The dependence measured on the reference.</summary>
    public DesignEffect DesignEffect { get; init; } = DesignEffect.Unmeasured;

    /// <summary>Use the radius that holds for references of any size in place of the asymptotic one (wider, less sensitive).</summary>
    public bool ExactRadius { get; init; }

    internal void Check()
    {
        if (!(Threshold >= 1) || double.IsInfinity(Threshold))
            throw new ArgumentOutOfRangeException(nameof(Threshold), Threshold, "The threshold must be finite and at least 1.");
        if (!(Tolerance >= 0) || double.IsInfinity(Tolerance))
            throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "The tolerance must be finite and at least 0 (PSI units).");
        ArgumentOutOfRangeException.ThrowIfLessThan(Detectors, 1);
        ArgumentNullException.ThrowIfNull(DesignEffect);
        foreach (var effect in (double?[])[DesignEffect.Phi, DesignEffect.Largest])
        {
            if (effect is { } value && !(value >= 0 && double.IsFinite(value)))
                throw new ArgumentOutOfRangeException(nameof(DesignEffect), value, "A design effect must be finite and at least 0.");
        }
    }
}
