namespace ActorMlOps.Registry;

/// <summary>
/// The optional <c>config</c> part of a registration; what it leaves out is read from the model file and the reference.
/// </summary>
[GenerateSerializer, Immutable, Alias("actormlops.VersionConfig")]
public sealed record VersionConfig
{
    [Id(0)] public TaskKind? Task { get; init; }
    [Id(1)] public FeatureConfig[]? Features { get; init; }
    [Id(2)] public OutputConfig? Output { get; init; }
    [Id(3)] public ReferenceConfig? Reference { get; init; }

    /// <summary>Columns whose groups are compared for fairness; performance is kept per value of each.</summary>
    [Id(4)] public string[]? Sensitive { get; init; }

    /// <summary>Further columns by whose values performance is kept.</summary>
    [Id(5)] public string[]? Segments { get; init; }

    [Id(6)] public EngineConfig? Engine { get; init; }
    [Id(7)] public LabelsConfig? Labels { get; init; }

    /// <summary>Metrics whose values come with labels; at most <see cref="CustomMetricConfig.Most"/>.</summary>
    [Id(8)] public CustomMetricConfig[]? Metrics { get; init; }

    [Id(9)] public DriftConfig? Drift { get; init; }
    [Id(10)] public WindowsConfig? Windows { get; init; }

    /// <summary>Without a reference the first so many observed rows become it, 100 to 10,000; default: none do.</summary>
    [Id(11)] public int? BaselineRows { get; init; }

    /// <summary>Rules that raise alerts; at most <see cref="AlertRuleConfig.Most"/>.</summary>
    [Id(20)] public AlertRuleConfig[]? Alerts { get; init; }

    /// <summary>The detectors that raise alerts without a rule.</summary>
    [Id(24)] public DetectorsConfig? Detectors { get; init; }

    /// <summary>What may change while the version lives: all but what its file and its reference are read by.</summary>
    public VersionConfig Monitoring() =>
        this with { Task = null, Features = null, Output = null, Reference = null, Engine = null, BaselineRows = null };

    /// <summary>This config with other settings of monitoring.</summary>
    public VersionConfig WithMonitoring(VersionConfig monitoring) => monitoring with
    {
        Task = Task,
        Features = Features,
        Output = Output,
        Reference = Reference,
        Engine = Engine,
        BaselineRows = BaselineRows,
    };
}
