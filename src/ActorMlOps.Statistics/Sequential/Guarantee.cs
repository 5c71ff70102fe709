namespace ActorMlOps.Statistics.Sequential;

/// <summary>What the promise about false alarms rests on.</summary>
public enum Guarantee
{
    /// <summary>The reference has no time order, so dependence between rows could not be measured.</summary>
    Unverified,

    /// <summary>Rows are dependent; counts are divided by the measured design effect.</summary>
    Calibrated,

    /// <summary>Rows behave as independent (design effect at most 1.2): the bound holds as proved.</summary>
    Guaranteed,
}
