using System.Text.Json.Serialization;

namespace ActorMlOps.Registry;

/// <summary>Whose choice of drift tests and thresholds a version's reports follow.</summary>
[GenerateSerializer, Alias("actormlops.DriftPreset"), JsonConverter(typeof(JsonStringEnumConverter<DriftPreset>))]
public enum DriftPreset : byte
{
    /// <summary>The methods that are asked for, thresholds that know the sample size, corrected across the report.</summary>
    [JsonStringEnumMemberName("default")] Default = 0,

    /// <summary>As Evidently chooses by default: one test a column, half of the columns for the data set.</summary>
    [JsonStringEnumMemberName("evidently")] Evidently = 1,

    /// <summary>As NannyML does by default: Jensen-Shannon distance, three standard deviations of the reference's chunks.</summary>
    [JsonStringEnumMemberName("nannyml")] NannyMl = 2,
}
