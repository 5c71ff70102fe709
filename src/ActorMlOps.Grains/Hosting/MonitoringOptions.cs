using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Hosting;

/// <summary>Settings of the monitors.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Monitoring";

    /// <summary>Partitions of the label ledger of models made from now on. 1 to 256; default 16. A model keeps what it was made with.</summary>
    public int LabelPartitions { get; set; } = 16;

    /// <summary>Quantile bins of a numeric feature of references set from now on. 10 to 4,096 and a multiple of 10; default 1,000.</summary>
    public int ReferenceBins { get; set; } = 1000;

    /// <summary>Everything that is wrong, by key.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (LabelPartitions is < 1 or > 256)
            errors.Add($"{SectionName}:{nameof(LabelPartitions)}: '{LabelPartitions}' is not a whole number from 1 to 256.");
        if (ReferenceBins is < 10 or > 4096 || ReferenceBins % 10 != 0)
            errors.Add($"{SectionName}:{nameof(ReferenceBins)}: '{ReferenceBins}' is not a multiple of 10 from 10 to 4096.");
        return errors;
    }

    internal sealed class Validator : IValidateOptions<MonitoringOptions>
    {
        public ValidateOptionsResult Validate(string? name, MonitoringOptions options) =>
            options.Errors() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
