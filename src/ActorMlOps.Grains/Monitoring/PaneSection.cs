namespace ActorMlOps.Grains.Monitoring;

/// <summary>Sections of a <see cref="PaneValue"/>; their order is stored.</summary>
internal enum PaneSection
{
    /// <summary>Counters of the columns.</summary>
    Counters = 0,

    /// <summary>A sample of whole rows.</summary>
    Rows = 1,

    /// <summary>Hashes of rows, for repeats.</summary>
    Repeats = 2,

    /// <summary>Predictions by segment value.</summary>
    Groups = 3,

    /// <summary>By feature, values of a wrong type.</summary>
    Mismatches = 4,
}
