namespace ActorMlOps.Grains.Hosting;

/// <summary>Settings of the monitors, under <c>ActorMlOps:Monitoring</c>.</summary>
public sealed class MonitoringOptions
{
    public const string SectionName = "Monitoring";

    /// <summary>Partitions of the label ledger of models made from now on. 1 to 256; default 16. A model keeps what it was made with.</summary>
    public int LabelPartitions { get; set; } = 16;

    /// <summary>Quantile bins of a numeric feature of references set from now on. 10 to 4,096 and a multiple of 10; default 1,000.</summary>
    public int ReferenceBins { get; set; } = 1000;
}
