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

    /// <summary>
    /// Which of the counters' values are whole rows, see <see cref="PaneRows"/>: there is no sample then, and no hashes unless these are others.
    /// </summary>
    Values = 5,
}
