using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Hosting;

/// <summary>What a request may weigh. All are bytes, 1 KiB to 16 GiB.</summary>
public sealed class ApiOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Api";

    /// <summary>An inference request. Default 64 MiB; at most 1 GiB, since it is held in memory.</summary>
    public int MaxInferBytes { get; set; } = 64 << 20;

    /// <summary>A model file. Default 2 GiB.</summary>
    public long MaxModelBytes { get; set; } = 2L << 30;

    /// <summary>A reference as it is sent, compressed or not. Default 512 MiB.</summary>
    public long MaxReferenceBytes { get; set; } = 512L << 20;

    /// <summary>A batch of observations as it is sent, compressed or not. Default 256 MiB.</summary>
    public long MaxObservationBytes { get; set; } = 256L << 20;

    /// <summary>A batch of labels. Default 16 MiB; at most 1 GiB, since it is held in memory.</summary>
    public int MaxLabelBytes { get; set; } = 16 << 20;

    /// <summary>A config, a traffic policy, a rollout.</summary>
    internal const int MaxCommandBytes = 1 << 20;

    internal sealed class Validator : IValidateOptions<ApiOptions>
    {
        private const long Least = 1L << 10;
        private const long Most = 16L << 30;
        private const long MostInMemory = 1L << 30;

        public ValidateOptionsResult Validate(string? name, ApiOptions options)
        {
            var errors = new List<string>();
            Check(nameof(MaxInferBytes), options.MaxInferBytes, MostInMemory);
            Check(nameof(MaxModelBytes), options.MaxModelBytes, Most);
            Check(nameof(MaxReferenceBytes), options.MaxReferenceBytes, Most);
            Check(nameof(MaxObservationBytes), options.MaxObservationBytes, Most);
            Check(nameof(MaxLabelBytes), options.MaxLabelBytes, MostInMemory);
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

            void Check(string key, long value, long most)
            {
                if (value < Least || value > most)
                    errors.Add($"{SectionName}:{key} is {value}; it must be from {Least} to {most}.");
            }
        }
    }
}
