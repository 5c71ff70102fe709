using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

/// <summary>How the p-values of one report are corrected for their number.</summary>
[GenerateSerializer, Alias("actormlops.DriftCorrection"), JsonConverter(typeof(JsonStringEnumConverter<DriftCorrection>))]
public enum DriftCorrection : byte
{
    /// <summary>False discovery rate, assuming positive dependence.</summary>
    [JsonStringEnumMemberName("benjaminiHochberg")] BenjaminiHochberg = 0,

    /// <summary>False discovery rate under any dependence.</summary>
    [JsonStringEnumMemberName("benjaminiYekutieli")] BenjaminiYekutieli = 1,

    /// <summary>Chance of any false alarm, under any dependence.</summary>
    [JsonStringEnumMemberName("holm")] Holm = 2,

    /// <summary>The same, each p-value times their number.</summary>
    [JsonStringEnumMemberName("bonferroni")] Bonferroni = 3,

    /// <summary>Each test by itself.</summary>
    [JsonStringEnumMemberName("none")] None = 4,
}
