using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Hosting;

/// <summary>What a request may weigh (bytes, 1 KiB to 16 GiB), and when inference is refused.</summary>
public sealed class ApiOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Api";

    /// <summary>An inference request. Default 64 MiB; at most 1 GiB, since it is held in memory.</summary>
    public int MaxInferBytes { get; set; } = 64 << 20;

    /// <summary>A model file. Default 2 GiB.</summary>
    public long MaxModelBytes { get; set; } = 2L << 30;

    /// <summary>A reference as it is sent, compressed or not; also each of two files that are compared. Default 512 MiB.</summary>
    public long MaxReferenceBytes { get; set; } = 512L << 20;

    /// <summary>A batch of observations as it is sent, compressed or not. Default 256 MiB.</summary>
    public long MaxObservationBytes { get; set; } = 256L << 20;

    /// <summary>A batch of labels. Default 16 MiB; at most 1 GiB, since it is held in memory.</summary>
    public int MaxLabelBytes { get; set; } = 16 << 20;

    /// <summary>
    /// Inference is refused (429) while work waits longer than this for a processor, or a fifth of it once refusals have begun: milliseconds,
    /// 1 to 60,000; default 25. What is let in then has its answer in time. Four requests a processor are always let in.
    /// </summary>
    public int MaxQueueMilliseconds { get; set; } = 25;

    /// <summary>The text of a batch to score, as it is sent and as it is inflated. Default 16 GiB: it is never held in memory.</summary>
    public long MaxBatchBytes { get; set; } = 16L << 30;

    /// <summary>
    /// What one batch may put into a temporary file: a Parquet body, and rows that the client does not take before it has sent all. Default 2 GiB.
    /// </summary>
    public long MaxSpoolBytes { get; set; } = 2L << 30;

    /// <summary>A config, a traffic policy, a rollout.</summary>
    internal const int MaxCommandBytes = 1 << 20;

    private const long Least = 1L << 10;
    private const long Most = 16L << 30;
    private const long MostInMemory = 1L << 30;

    /// <summary>Everything that is wrong, by key.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        Check(nameof(MaxInferBytes), MaxInferBytes, MostInMemory);
        Check(nameof(MaxModelBytes), MaxModelBytes, Most);
        Check(nameof(MaxReferenceBytes), MaxReferenceBytes, Most);
        Check(nameof(MaxObservationBytes), MaxObservationBytes, Most);
        Check(nameof(MaxLabelBytes), MaxLabelBytes, MostInMemory);
        if (MaxQueueMilliseconds is < 1 or > 60_000)
            errors.Add($"{SectionName}:{nameof(MaxQueueMilliseconds)}: '{MaxQueueMilliseconds}' is not a whole number from 1 to 60000.");
        Check(nameof(MaxBatchBytes), MaxBatchBytes, Most);
        Check(nameof(MaxSpoolBytes), MaxSpoolBytes, Most);
        return errors;

        void Check(string key, long value, long most)
        {
            if (value < Least || value > most)
                errors.Add($"{SectionName}:{key}: '{value}' is not a whole number from {Least} to {most}.");
        }
    }

    internal sealed class Validator : IValidateOptions<ApiOptions>
    {
        public ValidateOptionsResult Validate(string? name, ApiOptions options) =>
            options.Errors() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
